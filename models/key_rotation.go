package models

// Resealed is how many values of one kind were sealed anew when the key changed.
type Resealed struct {
	Table  string
	Values int64
}
