package sample

type row struct {
	DeletedAt int64 // ban: soft delete
}
