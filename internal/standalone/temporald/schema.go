package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"strings"
	"time"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"
)

// prepareDatabases creates both databases and brings their schemas to this
// server's version. All of it may run at every start.
func prepareDatabases(o options, logger log.Logger) error {
	for _, step := range []struct{ database, schema string }{
		{o.database, "postgresql/v12/temporal"},
		{o.visibilityDatabase, "postgresql/v12/visibility"},
	} {
		created := createDatabase(o, step.database, logger)
		if err := migrate(sqlConfig(o, step.database), step.schema, logger); err != nil {
			return fmt.Errorf("preparing the database %s: %w", step.database, errors.Join(err, created))
		}
	}
	return nil
}

// createDatabase fails for a user without the right to create databases even
// when the database is already there, so its error counts only if the
// migration fails too.
func createDatabase(o options, name string, logger log.Logger) error {
	maintenance := strings.Trim(o.postgres.Path, "/")
	if maintenance == "" {
		maintenance = "postgres"
	}
	if err := sql.DoCreateDatabase(sqlConfig(o, name), maintenance, logger); err != nil {
		return fmt.Errorf("creating it: %w", err)
	}
	return nil
}

func migrate(c *config.SQL, schemaName string, logger log.Logger) error {
	conn, err := sql.NewConnection(c, logger)
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer conn.Close()
	if err := schema.NewSetupSchemaTask(conn, &schema.SetupConfig{InitialVersion: "0.0"}, logger).Run(); err != nil {
		return fmt.Errorf("setting up schema versions: %w", err)
	}
	if err := schema.NewUpdateSchemaTask(conn, &schema.UpdateConfig{SchemaName: schemaName}, logger).Run(); err != nil {
		return fmt.Errorf("updating the schema: %w", err)
	}
	return nil
}

// sqlConfig describes one database. User, password and a socket folder go in
// as connection attributes, which alone are encoded properly.
func sqlConfig(o options, database string) *config.SQL {
	attributes := map[string]string{}
	for key, values := range o.postgres.Query() {
		attributes[key] = values[0]
	}
	login := map[string]string{}
	if user := o.postgres.User; user != nil {
		login["user"] = user.Username()
		if password, ok := user.Password(); ok {
			login["password"] = password
		}
	}
	maps.Copy(attributes, login)
	host := o.postgres.Host
	if host != "" && o.postgres.Port() == "" {
		host = net.JoinHostPort(o.postgres.Hostname(), "5432")
	}
	return &config.SQL{
		PluginName:        postgresql.PluginNamePGX,
		DatabaseName:      database,
		ConnectAddr:       host,
		ConnectAttributes: attributes,
		MaxConns:          20,
		MaxIdleConns:      20,
		MaxConnLifetime:   time.Hour,
	}
}
