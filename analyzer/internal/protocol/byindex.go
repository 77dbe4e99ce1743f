package protocol

import (
	"bytes"
	"encoding/gob"
	"maps"
	"slices"
)

// ByIndex says something of some of a function's parameters or results. In a
// fact it is the same bytes whenever it is encoded, unlike a map: a build
// system that finds a file of facts unchanged need not look at what depends on
// it.
type ByIndex[V any] map[int]V

// indexed is the encoded form of a [ByIndex].
type indexed[V any] struct {
	Indexes []int
	Values  []V
}

// GobEncode encodes m in the order of its indexes.
func (m ByIndex[V]) GobEncode() ([]byte, error) {
	var list indexed[V]
	for _, i := range slices.Sorted(maps.Keys(m)) {
		list.Indexes = append(list.Indexes, i)
		list.Values = append(list.Values, m[i])
	}
	var data bytes.Buffer
	err := gob.NewEncoder(&data).Encode(list)
	return data.Bytes(), err
}

// GobDecode decodes what GobEncode encoded.
func (m *ByIndex[V]) GobDecode(data []byte) error {
	var list indexed[V]
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&list); err != nil {
		return err
	}
	*m = make(ByIndex[V])
	for i, index := range list.Indexes {
		if i < len(list.Values) {
			(*m)[index] = list.Values[i]
		}
	}
	return nil
}
