package sample

type row struct {
	Timers []timerRow `gorm:"foreignKey:Case"` // ban: association tag
}
