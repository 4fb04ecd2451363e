package sample

func f(db *gorm.DB) { db.AutoMigrate(&caseRow{}) } // ban: AutoMigrate
