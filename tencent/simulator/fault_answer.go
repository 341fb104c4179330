package simulator

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

const badGatewayPage = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n"

// prevent carries out the faults that keep a call from happening; true: the call is over.
func prevent(w http.ResponseWriter, r *http.Request, faults []Fault) bool {
	for _, f := range faults {
		switch f.Kind {
		case Slow:
			timer := time.NewTimer(f.Delay)
			select {
			case <-timer.C:
			case <-r.Context().Done():
				timer.Stop()
				return true
			}
		case Hang:
			<-r.Context().Done()
			return true
		case Reset:
			reset(w)
			return true
		case HTTPStatus:
			status := f.Status
			if status == 0 {
				status = http.StatusBadGateway
			}
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			writeAll(w, []byte(badGatewayPage))
			return true
		case Redirect:
			location := f.Location
			if location == "" {
				location = "https://example.com/"
			}
			http.Redirect(w, r, location, http.StatusFound)
			return true
		}
	}
	return false
}

// forcedRefusal is the refusal that a fault puts in the operation's place, or nil.
func forcedRefusal(faults []Fault) *answer {
	for _, f := range faults {
		switch f.Kind {
		case Internal:
			return refuse(f.code(codeInternal), "%s", f.message("系统内部错误，请稍后重试"))
		case Permission:
			return refuse(f.code(2000), "%s", f.message("权限校验失败"))
		case UnknownCode:
			return refuse(f.code(77777), "%s", f.message("未知错误"))
		case RefuseParameter:
			if len(f.LeadsIDs) == 0 {
				return refuse(f.code(codeParameter), "%s", f.message("请求参数错误"))
			}
		}
	}
	return nil
}

// deliver writes the answer, spoilt by the faults that spoil its bytes.
func deliver(w http.ResponseWriter, body []byte, faults []Fault) {
	h := w.Header()
	h.Set("Content-Type", "application/json;charset=utf-8")
	for _, f := range faults {
		switch f.Kind {
		case LostAnswer:
			reset(w)
			return
		case CutBody:
			h.Set("Content-Length", strconv.Itoa(len(body)))
			writeAll(w, body[:len(body)/2])
			panic(http.ErrAbortHandler) // the way to close a connection without an end of the body
		case HTMLBody:
			h.Set("Content-Type", "text/html")
			body = []byte(badGatewayPage)
		case EmptyBody:
			body = nil
		case Truncated:
			body = body[:len(body)/2]
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	writeAll(w, body)
}

// writeAll ignores that the client may have gone: nobody is left to tell.
func writeAll(w http.ResponseWriter, body []byte) {
	if _, err := w.Write(body); err != nil {
		return
	}
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

// reset breaks the connection off so that the client sees a reset and not an end.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // not a connection of HTTP/1.1: closing it is all there is
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := tcp.SetLinger(0); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	if err := conn.Close(); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// spoilRows changes the rows and the total of a list answer.
func (f Fault) spoilRows(rows []uint32, total int, a *account) ([]uint32, int) {
	switch f.Kind {
	case HideRows:
		at := 0
		rows = slices.DeleteFunc(rows, func(serial uint32) bool {
			at++
			if len(f.LeadsIDs) > 0 {
				return f.names(a.leadsID(serial))
			}
			return at%3 == 0
		})
	case Reorder:
		slices.Reverse(rows)
		if len(rows) > 2 {
			rows[0], rows[len(rows)/2] = rows[len(rows)/2], rows[0]
		}
	case RepeatRows:
		if len(rows) > 0 {
			rows = append(rows, rows[0])
		}
	case WrongTotal:
		delta := f.Delta
		if delta == 0 {
			delta = 7
		}
		total = max(0, total+delta)
	}
	return rows, total
}
