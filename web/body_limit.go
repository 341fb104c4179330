package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// maxBody is the most that a request may bring, in bytes: forms are small.
const maxBody = 1 << 20

func limitBody(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	c.Next()
}
