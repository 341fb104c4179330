package store

import (
	"fmt"
	"strconv"

	"gorm.io/gorm"
)

// settingRow is a row of the settings table.
type settingRow struct {
	Name  string
	Value []byte
}

// TableName tells GORM the table.
func (settingRow) TableName() string { return "settings" }

// numberIn reads a setting that is a whole number; usual is what it is until somebody changes it.
func numberIn(tx *gorm.DB, name string, usual int) (int, error) {
	var kept []settingRow
	if err := tx.Where("name = ?", name).Limit(1).Find(&kept).Error; err != nil || len(kept) == 0 {
		return usual, err
	}
	number, err := strconv.Atoi(string(kept[0].Value))
	if err != nil {
		return 0, fmt.Errorf("read the setting %s: %w", name, err)
	}
	return number, nil
}

// keepNumber changes a setting that is a whole number.
func keepNumber(tx *gorm.DB, name string, number int) error {
	return keepSetting(tx, name, []byte(strconv.Itoa(number)))
}

func keepSetting(tx *gorm.DB, name string, value []byte) error {
	return tx.Exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value).Error
}
