package sample

type row struct {
	gorm.Model // ban: gorm.Model
}
