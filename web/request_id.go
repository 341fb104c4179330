package web

import (
	"crypto/rand"

	"github.com/gin-gonic/gin"
)

// requestIDHeader tells the visitor the id under which the log knows the request.
const requestIDHeader = "X-Request-ID"

const requestIDKey = "web.request_id"

// giveRequestID names every request. An id from outside is never taken over: it could forge log
// lines or be anything.
func giveRequestID(c *gin.Context) {
	id := rand.Text()[:16]
	c.Set(requestIDKey, id)
	c.Header(requestIDHeader, id)
	c.Next()
}

func requestID(c *gin.Context) string { return c.GetString(requestIDKey) }
