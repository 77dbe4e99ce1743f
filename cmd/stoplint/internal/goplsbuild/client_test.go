package goplsbuild_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

// expiry returns a channel that tells when to give up on gopls, shortly before
// the time limit of the test: how long anything takes is up to the machine.
func expiry(t *testing.T) <-chan time.Time {
	deadline, ok := t.Deadline()
	if !ok {
		return nil
	}
	return time.After(time.Until(deadline) - 10*time.Second)
}

// client is an editor's side of a session with gopls, over its standard input
// and output.
type client struct {
	t       *testing.T
	process *os.Process
	stdin   io.WriteCloser

	mu        sync.Mutex // guards what follows, and writes to stdin
	lastID    int
	replies   map[int]chan<- message
	settings  map[string]any         // what gopls is told when it asks
	published map[string]publication // by file name
	news      chan struct{}          // closed when published changes
	versions  map[string]int         // of open files
	complaint []string               // errors that gopls logged
	closing   bool                   // the session is being shut down
}

// startClient starts gopls in dir with the settings, and ends it with the
// test. Gopls keeps its cache in the directory cache.
func startClient(t *testing.T, gopls, dir, cache string, settings map[string]any) *client {
	t.Helper()
	c := &client{
		t:         t,
		settings:  settings,
		replies:   make(map[int]chan<- message),
		published: make(map[string]publication),
		news:      make(chan struct{}),
		versions:  make(map[string]int),
	}
	cmd := exec.Command(gopls)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPLSCACHE="+cache, "GOWORK=off", "GOFLAGS=-mod=mod")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.process, c.stdin = cmd.Process, stdin
	read := make(chan error, 1)
	go func() { read <- c.read(bufio.NewReader(stdout)) }()
	t.Cleanup(func() {
		if t.Failed() {
			cmd.Process.Kill()
		} else {
			c.mu.Lock()
			c.closing = true // what is under way then fails
			c.mu.Unlock()
			c.request("shutdown", nil)
			c.notify("exit", nil)
		}
		err := <-read
		if waited := cmd.Wait(); !t.Failed() && (err != io.EOF || waited != nil) {
			t.Errorf("gopls ends with %v, %v", err, waited)
		}
		for _, text := range c.complaint {
			t.Errorf("gopls logs an error: %s", text)
		}
		if t.Failed() {
			t.Logf("gopls wrote to standard error:\n%s", &stderr)
		}
	})

	c.request("initialize", map[string]any{
		"processId":        os.Getpid(),
		"workspaceFolders": []any{map[string]any{"uri": fileURL(dir), "name": "session"}},
		"capabilities": map[string]any{
			"workspace": map[string]any{
				"configuration": true,
				"workspaceEdit": map[string]any{"documentChanges": true},
			},
			"textDocument": map[string]any{
				"publishDiagnostics": map[string]any{
					"relatedInformation":     true,
					"codeDescriptionSupport": true,
					"dataSupport":            true,
					"versionSupport":         true,
				},
				"codeAction": map[string]any{
					"codeActionLiteralSupport": map[string]any{
						"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}},
					},
				},
			},
		},
		"initializationOptions": settings,
	})
	c.notify("initialized", struct{}{})
	return c
}

// open opens a file with the text it has on disk, and returns the text.
func (c *client) open(file string) string {
	c.t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	c.versions[file] = 1
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": fileURL(file), "languageId": "go", "version": 1, "text": string(text),
	}})
	return string(text)
}

// edit replaces the text of an open file, without saving it.
func (c *client) edit(file, text string) {
	c.t.Helper()
	c.versions[file]++
	c.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": fileURL(file), "version": c.versions[file]},
		"contentChanges": []any{map[string]any{"text": text}},
	})
}

// configure changes the settings of the running session.
func (c *client) configure(settings map[string]any) {
	c.t.Helper()
	c.mu.Lock()
	c.settings = settings
	c.mu.Unlock()
	c.notify("workspace/didChangeConfiguration", map[string]any{"settings": settings})
}

// fixes returns the quick fixes for the diagnostic.
func (c *client) fixes(file string, d diagnostic) []codeAction {
	c.t.Helper()
	var actions []codeAction
	result := c.request("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": fileURL(file)},
		"range":        d.Range,
		"context":      map[string]any{"diagnostics": []diagnostic{d}, "only": []string{"quickfix"}},
	})
	if err := json.Unmarshal(result, &actions); err != nil {
		c.t.Fatal(err)
	}
	return actions
}

// await waits until ok holds for what gopls published last about the current
// text of a file, and returns that.
func (c *client) await(file string, ok func([]diagnostic) bool) []diagnostic {
	c.t.Helper()
	timeout := expiry(c.t)
	for {
		c.mu.Lock()
		p, news := c.published[file], c.news
		c.mu.Unlock()
		if (p.Version == c.versions[file] || c.versions[file] == 0) && ok(p.Diagnostics) {
			return p.Diagnostics
		}
		select {
		case <-news:
		case <-timeout:
			text, _ := json.MarshalIndent(p, "", "\t")
			c.t.Fatalf("of %s, version %d, gopls last published:\n%s", file, c.versions[file], text)
		}
	}
}

func (c *client) request(method string, params any) json.RawMessage {
	c.t.Helper()
	reply := make(chan message, 1)
	c.mu.Lock()
	c.lastID++
	id := c.lastID
	c.replies[id] = reply
	c.mu.Unlock()
	raw := json.RawMessage(strconv.Itoa(id))
	c.send(message{ID: &raw, Method: method, Params: c.encode(params)})
	select {
	case m := <-reply:
		if m.Error != nil {
			c.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		return m.Result
	case <-expiry(c.t):
		c.t.Fatalf("%s: no reply", method)
		return nil
	}
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	c.send(message{Method: method, Params: c.encode(params)})
}

func (c *client) encode(v any) json.RawMessage {
	c.t.Helper()
	if v == nil {
		return nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		c.t.Fatal(err)
	}
	return data
}

func (c *client) send(m message) {
	m.Version = "2.0"
	data, err := json.Marshal(m)
	if err == nil {
		c.mu.Lock()
		_, err = fmt.Fprintf(c.stdin, "Content-Length: %d\r\n\r\n%s", len(data), data)
		c.mu.Unlock()
	}
	if err != nil {
		c.t.Errorf("to gopls: %v", err)
	}
}

// read handles what gopls sends until it ends.
func (c *client) read(r *bufio.Reader) error {
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			return err
		}
		size, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return err
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(r, data); err != nil {
			return err
		}
		var m message
		if err := json.Unmarshal(data, &m); err != nil {
			return err
		}
		if err := c.handle(m); err != nil {
			return fmt.Errorf("%s: %w", m.Method, err)
		}
	}
}

func (c *client) handle(m message) error {
	switch {
	case m.Method == "":
		id, err := strconv.Atoi(string(*m.ID))
		if err != nil {
			return err
		}
		c.mu.Lock()
		reply := c.replies[id]
		delete(c.replies, id)
		c.mu.Unlock()
		reply <- m
	case m.ID != nil:
		c.answer(m)
	case m.Method == "textDocument/publishDiagnostics":
		var p struct {
			publication
			URI string `json:"uri"`
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		c.mu.Lock()
		c.published[fileName(p.URI)] = p.publication
		close(c.news)
		c.news = make(chan struct{})
		c.mu.Unlock()
	case m.Method == "window/logMessage" || m.Method == "window/showMessage":
		var p struct {
			Type    int    `json:"type"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		if p.Type == 1 {
			c.mu.Lock()
			if !c.closing {
				c.complaint = append(c.complaint, p.Message)
			}
			c.mu.Unlock()
		}
	}
	return nil
}

// answer answers a request of gopls: with the settings for each section it
// asks for, or with null.
func (c *client) answer(m message) {
	result := json.RawMessage("null")
	if m.Method == "workspace/configuration" {
		var p struct{ Items []any }
		json.Unmarshal(m.Params, &p)
		c.mu.Lock()
		settings := make([]any, len(p.Items))
		for i := range settings {
			settings[i] = c.settings
		}
		c.mu.Unlock()
		if data, err := json.Marshal(settings); err == nil {
			result = data
		}
	}
	c.send(message{ID: m.ID, Result: result})
}
