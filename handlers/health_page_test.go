package handlers

import (
	"testing"

	"xiansuo/models"
)

func TestHealthBeforeTheFirstLookIsNotGreen(t *testing.T) {
	if full := fullAnswerOf("ok", &models.Health{}); full.Light != models.LightOff || full.At != 0 {
		t.Errorf("%+v", full)
	}
	if full := fullAnswerOf("ok", &models.Health{HealthFigures: models.HealthFigures{At: 1000}}); full.Light != models.LightGreen {
		t.Errorf("%+v", full)
	}
}
