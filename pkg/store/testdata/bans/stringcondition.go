package sample

func f(db *gorm.DB, agency string) { db.Where("agency = '" + agency + "'").Find(nil) } // ban: condition that is not "... ?"
