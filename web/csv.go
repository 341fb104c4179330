package web

import (
	"encoding/csv"
	"net/http"
	"time"

	"xiansuo/models"
)

// CSV is a file for a spreadsheet, sent while it is written.
type CSV struct {
	c      *Context
	w      *csv.Writer
	cells  []string
	unsent int
}

// csvFlush is how many rows are sent at a time, and csvPatience how long each portion may take.
const (
	csvFlush    = 500
	csvPatience = time.Minute
)

// CSV begins a file of that name. What goes wrong from here on cuts the answer: half a file must not
// look like a whole one.
func (c *Context) CSV(name string) *CSV {
	h := c.Writer.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Status(http.StatusOK)
	file := &CSV{c: c, w: csv.NewWriter(c.Writer)}
	file.w.UseCRLF = true
	_, _ = c.Writer.WriteString(models.SpreadsheetBOM) // a visitor who went away is noticed by the first Row
	return file
}

// Row adds a row. Its cells are made safe for spreadsheets here, and nowhere else.
func (f *CSV) Row(cells ...string) error {
	f.cells = f.cells[:0]
	for _, cell := range cells {
		f.cells = append(f.cells, models.SpreadsheetCell(cell))
	}
	if err := f.w.Write(f.cells); err != nil {
		return err
	}
	if f.unsent++; f.unsent < csvFlush {
		return nil
	}
	f.unsent = 0
	f.w.Flush()
	// A long file takes longer than a page may; a visitor who reads nothing does not hold it for ever.
	// A writer that cannot have a deadline is one of a test.
	_ = http.NewResponseController(f.c.Writer).SetWriteDeadline(time.Now().Add(csvPatience))
	return f.w.Error()
}

// End sends the rest. err is what went wrong while the rows were gathered, nil when nothing did.
func (f *CSV) End(err error) {
	f.w.Flush()
	if err == nil {
		err = f.w.Error()
	}
	if err != nil {
		f.c.Warn("an export was cut", err)
		panic(http.ErrAbortHandler)
	}
}
