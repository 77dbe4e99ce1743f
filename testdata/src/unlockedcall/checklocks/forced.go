package checklocks

// waitable is what a poller tells of events.
type waitable interface{ register() }

// poller waits for events. Where it comes from is out of sight.
type poller interface{ block(w waitable) }

// register unlocks what its caller's caller holds.
func (i *inode) register() { i.mu.Unlock() }

func (i *inode) Poll(p poller) {
	i.mu.Lock()
	p.block(i)
	i.mu.Lock()
	i.mu.Unlock()
}

func (i *inode) PollForced(p poller, w waitable) {
	i.mu.Lock()
	p.block(w)
	i.mu.Lock() // +checklocksforce: unlocked by w.
	i.mu.Unlock()
}

func (i *inode) PollOther(p poller, w waitable) {
	i.mu.Lock()
	p.block(w)
	i.mu.Lock() // want `i\.mu locked again while held`
	i.mu.Unlock()
}

func (i *inode) UnlockForced() {
	i.mu.Lock()
	i.mu.Unlock()
	i.mu.Unlock() // +checklocksforce: it is what it is.
}
