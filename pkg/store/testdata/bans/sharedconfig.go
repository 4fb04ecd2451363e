package sample

var shared = &gorm.Config{} // ban: gorm.Config that two databases could share
