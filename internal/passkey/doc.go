// Package passkey makes and checks passkeys (WebAuthn): key pairs that stay on a
// device or in a password manager, and of which this side has the public half.
//
// A passkey is bound to the address at which people reach the console, so that no
// other site can ask for it. The person names nobody: the device says whose key it
// is (a discoverable credential), and unlocks it by finger, face or PIN (user
// verification), so that it stands for two factors.
//
// What a device says about its make is not asked for: any passkey will do.
package passkey
