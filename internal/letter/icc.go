package letter

import "encoding/binary"

// srgb is an ICC version 2 display profile of the sRGB primaries, adapted to
// D50, with a gamma of 2.2. PDF/A needs a profile to say what its colours
// mean; letters are black on white, so that a small one does.
func srgb() []byte {
	type tag struct {
		name string
		data []byte
	}
	xyz := func(x, y, z uint32) []byte {
		b := append([]byte("XYZ "), 0, 0, 0, 0)
		for _, v := range []uint32{x, y, z} {
			b = binary.BigEndian.AppendUint32(b, v)
		}
		return b
	}
	const title = "sRGB primaries, gamma 2.2"
	desc := binary.BigEndian.AppendUint32(append([]byte("desc"), 0, 0, 0, 0), uint32(len(title)+1))
	desc = append(append(desc, title...), make([]byte, 1+4+4+2+1+67)...) // no Unicode and no Macintosh name
	gamma := []byte{'c', 'u', 'r', 'v', 0, 0, 0, 0, 0, 0, 0, 1, 0x02, 0x33, 0, 0}
	tags := []tag{
		{"desc", desc},
		{"cprt", append(append([]byte("text"), 0, 0, 0, 0), "No copyright, use freely\x00"...)},
		{"wtpt", xyz(0xf6d6, 0x10000, 0xd32d)},
		{"rXYZ", xyz(0x6fa2, 0x38f5, 0x0390)},
		{"gXYZ", xyz(0x6299, 0xb785, 0x18da)},
		{"bXYZ", xyz(0x24a0, 0x0f84, 0xb6cf)},
		{"rTRC", gamma}, {"gTRC", gamma}, {"bTRC", gamma},
	}
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	start := 128 + 4 + 12*len(tags)
	for _, t := range tags {
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(start+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		data = append(data, t.data...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
	}
	return append(append(iccHeader(start+len(data)), table...), data...)
}

// iccHeader is the fixed part: version 2.1, display device, RGB to XYZ, D50.
func iccHeader(size int) []byte {
	h := make([]byte, 128)
	binary.BigEndian.PutUint32(h[0:], uint32(size))
	copy(h[8:], []byte{2, 0x10, 0, 0})
	copy(h[12:], "mntrRGB XYZ ")
	copy(h[24:], []byte{0x07, 0xea, 0, 1, 0, 1}) // 1 January 2026
	copy(h[36:], "acsp")
	binary.BigEndian.PutUint32(h[68:], 0xf6d6)
	binary.BigEndian.PutUint32(h[72:], 0x10000)
	binary.BigEndian.PutUint32(h[76:], 0xd32d)
	return h
}
