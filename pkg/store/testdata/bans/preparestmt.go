package sample

var c = gorm.Config{PrepareStmt: true} // ban: PrepareStmt
