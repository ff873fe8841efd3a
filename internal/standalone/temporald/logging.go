package main

import (
	"os"

	"go.temporal.io/server/common/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// serverLog is the server's logger on standard error; it can be silenced
// while running.
type serverLog struct {
	logger log.Logger
	level  zap.AtomicLevel
}

func newLog(level zapcore.Level) serverLog {
	atomic := zap.NewAtomicLevelAt(level)
	encoder := zapcore.NewJSONEncoder(log.DefaultZapEncoderConfig)
	core := zapcore.NewCore(encoder, zapcore.Lock(os.Stderr), atomic)
	return serverLog{logger: log.NewZapLogger(zap.New(core)), level: atomic}
}

// mute leaves only what ends the process.
func (l serverLog) mute() { l.level.SetLevel(zapcore.FatalLevel) }
