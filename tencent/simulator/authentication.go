package simulator

import (
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"xiansuo/models"
	"xiansuo/tencent"
)

// authenticate checks the signature ("Signatures") and finds the account it belongs to. A signature
// that passes uses up its nonce, whatever becomes of the call.
func (s *Simulator) authenticate(r *http.Request, req *request) *answer {
	header := r.Header.Get(tencent.HeaderSignature)
	if header == "" {
		return refuse(codeNoSignature, "权限校验失败: 请求头缺少 X-Signature")
	}
	signature, err := tencent.ParseSignature(header)
	if err != nil {
		return refuse(codeBadSignature, "权限校验失败: X-Signature 格式错误")
	}
	algorithm := r.Header.Get(tencent.HeaderAlgorithm)
	if algorithm == "" {
		algorithm = string(models.SHA1)
	}
	if !models.Algorithms.Has(algorithm) {
		return refuse(codeBadSignature, "权限校验失败: 不支持的签名算法")
	}
	account, pair := s.ownerOf(signature.Token, req.call)
	if account == nil {
		return refuse(codeBadToken, "权限校验失败: token 不存在或无该接口权限")
	}
	c := models.Credentials{Token: pair.Token, Secret: pair.Secret}
	switch err := signature.Verify(algorithm, c, req.now, models.MaxSkew); {
	case errors.Is(err, tencent.ErrSignatureClock):
		return refuse(codeBadClock, "权限校验失败: 时间戳已过期，与服务器时间相差不得超过 5 分钟")
	case err != nil:
		return refuse(codeBadDigest, "权限校验失败: 签名不正确")
	}
	if id := req.query.Get("account_id"); req.query.Has("account_id") && id != strconv.FormatInt(account.ID, 10) {
		return refuse(codeWrongAccount, "权限校验失败: token 与广告主 account_id 不匹配")
	}
	if signature.IsOld() {
		if s.options.RefuseOldSignature {
			return refuse(codeOldSignature, "权限校验失败: 请使用含 nonce 的新版签名")
		}
	} else if !account.nonces.use(signature.Token, signature.Nonce) {
		return refuse(codeBadNonce, "权限校验失败: nonce 重复")
	}
	req.account = account
	return nil
}

// ownerOf finds the account and pair of a token that may make a call. The status system and
// personal-WeChat calls go with either of an account's pairs, because nothing says which (§8.24).
func (s *Simulator) ownerOf(token string, call Call) (*account, models.Pair) {
	for _, a := range s.accounts {
		pull, report := a.pair(models.ForPull), a.pair(models.ForReport)
		if token == report.Token && call != CallList {
			return a, report
		}
		if token == pull.Token && call != CallReport {
			return a, pull
		}
	}
	return nil, models.Pair{}
}

// accountOf is whom a call seems to come from, for choosing its faults: nothing is verified yet.
func (s *Simulator) accountOf(r *http.Request) int64 {
	if signature, err := tencent.ParseSignature(r.Header.Get(tencent.HeaderSignature)); err == nil {
		for _, a := range s.accounts {
			for _, pair := range a.pairs() {
				if pair.Token == signature.Token {
					return a.ID
				}
			}
		}
	}
	id, err := strconv.ParseInt(r.URL.Query().Get("account_id"), 10, 64)
	if err != nil {
		return 0 // of no account
	}
	return id
}

// checkMediaTypes wants the headers of the document on calls with a body ("Headers").
func checkMediaTypes(h http.Header) *answer {
	if kind, _, err := mime.ParseMediaType(h.Get("Content-Type")); err != nil || kind != "application/json" {
		return refuse(codeFormat, "请求参数错误: Content-Type 应为 application/json")
	}
	if !strings.Contains(h.Get("Accept"), "application/json") {
		return refuse(codeFormat, "请求参数错误: Accept 应为 application/json")
	}
	return nil
}

// nonces remembers every nonce that an account's tokens ever used.
type nonces struct {
	mu   sync.Mutex
	used map[[2]string]struct{}
}

// use reports whether the nonce is new, and notes it.
func (n *nonces) use(token, nonce string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := [2]string{token, nonce}
	if _, again := n.used[key]; again {
		return false
	}
	if n.used == nil {
		n.used = map[[2]string]struct{}{}
	}
	n.used[key] = struct{}{}
	return true
}
