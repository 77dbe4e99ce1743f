// Package directive declares its lock order.
//
//stoplint:order table Entry.mu stats
package directive

import "sync"

//stoplint:mutex table
var tableMu sync.Mutex

//stoplint:mutex stats
var statsMu sync.Mutex

type Entry struct {
	mu sync.Mutex
	n  int
}

func inOrder(e *Entry) {
	tableMu.Lock()
	e.mu.Lock()
	statsMu.Lock()
	statsMu.Unlock()
	e.mu.Unlock()
	tableMu.Unlock()
}

func skipped() {
	tableMu.Lock()
	statsMu.Lock()
	statsMu.Unlock()
	tableMu.Unlock()
}

func against(e *Entry) {
	statsMu.Lock()
	defer statsMu.Unlock()
	e.mu.Lock() // want `e.mu locked with the stats mutex \(statsMu\) held: it must be locked first`
	e.mu.Unlock()
	tableMu.Lock() // want `the table mutex \(tableMu\) locked with the stats mutex \(statsMu\) held: it must be locked first`
	tableMu.Unlock()
}
