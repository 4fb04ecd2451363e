package sample

func f(db *gorm.DB, agency string) { db.Raw("SELECT 1 FROM cases WHERE agency = '" + agency + "'") } // ban: SQL put together from values
