package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/tencent/simulator"
)

// demoNicknames are the people of the demo who allowed to be added on WeChat. None of them lives.
var demoNicknames = []string{"小鹿", "阿泽", "Mia", "晴天", "南风知我意", "大可", "橙子汽水", "一只猫", "老周", "柚子"}

// refusedWechat is which of them the platform refuses, to show what that looks like.
const refusedWechat = 6

// addDemoWechat reports some authorisations as time went by, all but one of which arrive.
func addDemoWechat(ctx context.Context, s *store.Store, clock *demoClock, sim *simulator.Simulator, sender *jobs.WechatSender) error {
	for i, nickname := range demoNicknames {
		allowed := models.At(time.Now().Add(-time.Duration(len(demoNicknames)-i) * 11 * time.Hour))
		clock.travel(allowed.Add(5 * time.Minute))
		authorisation := models.WechatAuthorisation{
			AccountID: madeUpAccounts[i%2*2].ID, AppID: "wx5d41402abc4b2a76", OpenID: fmt.Sprintf("oDemo%023d", 7919*(i+1)),
			AvatarURL: fmt.Sprintf("https://avatar.example.com/%d.png", i+1), Nickname: nickname,
			ClickID: fmt.Sprintf("wx0demo%020d", 104729*(i+1)), ActionTime: allowed, PageName: "添加顾问微信",
		}
		if i == refusedWechat {
			_, err := sim.Fail(simulator.Fault{
				Kind: simulator.RefuseParameter, Call: simulator.CallWechat, Code: 2103, Message: "click_id 无效或已过期", Times: 1,
			})
			if err != nil {
				return err
			}
		}
		if _, _, err := s.AddWechatReport(ctx, authorisation, demoUsers[1]); err != nil {
			return err
		}
		var refused *models.PlatformError
		if err := sender.SendAll(ctx); err != nil && !errors.As(err, &refused) {
			return err
		}
	}
	return nil
}
