package sample

func f(db *gorm.DB) { db.Clauses(clause.Locking{Strength: "UPDATE"}) } // ban: Clauses
