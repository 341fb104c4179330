package store

import "context"

// Meddle changes the database past every rule, as somebody with its file can.
func (s *Store) Meddle(statements ...string) error {
	for _, statement := range statements {
		if err := s.write.Exec(statement).Error; err != nil {
			return err
		}
	}
	return nil
}

// WithoutAuditGuards are the statements that take the audit's guards off.
func (s *Store) WithoutAuditGuards() []string {
	if s.dialect == onPostgres {
		return []string{"DROP TRIGGER audit_entries_stay ON audit_entries"}
	}
	return []string{"DROP TRIGGER audit_entries_stay", "DROP TRIGGER audit_entries_remain"}
}

// RotateKeyUntil rotates the key and stops before the step for which cut returns an error.
func (s *Store) RotateKeyUntil(ctx context.Context, cut func(step string) error) error {
	_, _, err := s.rotateKey(ctx, cut)
	return err
}

// Blobs lists the columns that hold bytes, as table.column.
func (s *Store) Blobs() (columns []string, err error) {
	query := `SELECT m.name || '.' || p.name FROM sqlite_master m, pragma_table_info(m.name) p
		WHERE m.type = 'table' AND p.type = 'BLOB' AND m.name NOT LIKE 'lead_grams%' ORDER BY 1`
	if s.dialect == onPostgres {
		query = `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1`
	}
	err = s.read.Raw(query).Scan(&columns).Error
	return columns, err
}

// SealedColumns lists the columns that a new key is taken to, as table.column.
func SealedColumns() (columns []string) {
	for _, c := range sealedColumns {
		columns = append(columns, c.table+"."+c.column)
	}
	return columns
}
