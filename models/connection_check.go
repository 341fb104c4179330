package models

// ConnectionCheck is what a test of an account's connection found, step by step. Steps after the
// first failure were not tried.
type ConnectionCheck struct {
	Steps []CheckStep
	Skew  Skew
	Count int64 // leads of the last day, when everything works
}

// CheckStep is one step of the test.
type CheckStep struct {
	Step   Step
	Result StepResult
	Error  *PlatformError // why it failed
}

// Step names what is tested.
type Step string

const (
	StepDNS        Step = "dns"
	StepConnect    Step = "connect"
	StepTLS        Step = "tls"
	StepAnswer     Step = "answer" // HTTP 200 and the platform's JSON
	StepClock      Step = "clock"
	StepSignature  Step = "signature" // credentials and algorithm
	StepParameters Step = "parameters"
)

// Steps lists them in the order they are tried.
var Steps = []Step{StepDNS, StepConnect, StepTLS, StepAnswer, StepClock, StepSignature, StepParameters}

// StepResult says how a step went.
type StepResult string

const (
	StepPassed  StepResult = "passed"
	StepWarned  StepResult = "warned" // works, but not for long: a clock more than a minute off
	StepFailed  StepResult = "failed"
	StepSkipped StepResult = "skipped"
)

// Passed reports whether nothing failed.
func (c *ConnectionCheck) Passed() bool {
	for _, step := range c.Steps {
		if step.Result == StepFailed || step.Result == StepSkipped {
			return false
		}
	}
	return len(c.Steps) > 0
}
