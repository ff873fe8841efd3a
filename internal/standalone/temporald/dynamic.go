package main

import "go.temporal.io/server/common/dynamicconfig"

// dynamicConfig holds the settings that differ from the server's defaults.
func dynamicConfig() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		// Demonstrations and end-to-end tests run months in seconds; a plan
		// with many short waits needs more skips than the default 200.
		dynamicconfig.WorkflowTimeSkippingEnabled.Key():           true,
		dynamicconfig.WorkflowTimeSkippingMaxSkipPerSession.Key(): 100_000,
		// An operator may pause a single case in the UI.
		dynamicconfig.WorkflowPauseEnabled.Key(): true,
		// Attributes registered by a migration work at once.
		dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key(): true,
		// SQL stores cut at 255; say so instead of failing in the database.
		dynamicconfig.MaxIDLengthLimit.Key(): 255,
		// Ten list requests per second, the default, are too few for a
		// console, a sweep and tests beside each other.
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key():        500,
		dynamicconfig.FrontendMaxNamespaceVisibilityBurstRatioPerInstance.Key(): 2.0,
		dynamicconfig.FrontendGlobalNamespaceVisibilityRPS.Key():                500,
		// Nothing leaves the machine unasked.
		dynamicconfig.EnableServerVersionCheck.Key(): false,
	}
}
