package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// What a request may bring: forms are small.
const (
	maxBody   = 1 << 20 // bytes
	maxFields = 1000    // values of a form; Go's own limit is 10,000
)

func limitBody(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	c.Next()
}
