package patch

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Write replaces the files by what they become: each of them at once, and all
// of them or none, as far as the file system lets it. A file that is no longer
// what it was is an error. Modes and owners are kept; of a symbolic link, the
// file that it leads to is replaced.
func Write(files []File) error {
	staged := make([]stagedFile, 0, len(files))
	defer func() {
		for _, s := range staged {
			os.Remove(s.temp) // not there once renamed
		}
	}()
	for _, f := range files {
		s, err := stage(f)
		if err != nil {
			return err
		}
		staged = append(staged, s)
	}
	for i, s := range staged {
		if err := s.commit(); err != nil {
			return errors.Join(append([]error{err}, restore(staged[:i])...)...)
		}
	}
	return nil
}

// stagedFile is a file whose new text lies beside it.
type stagedFile struct {
	File
	target string // what Name is, links followed
	temp   string
	info   os.FileInfo // of target
}

func stage(f File) (stagedFile, error) {
	target, err := filepath.EvalSymlinks(f.Name)
	if err != nil {
		return stagedFile{}, err
	}
	info, err := os.Stat(target)
	if err != nil {
		return stagedFile{}, err
	}
	s := stagedFile{File: f, target: target, info: info}
	s.temp, err = writeTemp(target, f.New, info)
	return s, err
}

// commit puts the new text in place.
func (s stagedFile) commit() error {
	now, err := os.ReadFile(s.target)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, s.Old) {
		return fmt.Errorf("%s has changed on disk", s.Name)
	}
	return os.Rename(s.temp, s.target)
}

// restore puts the old text of files back.
func restore(done []stagedFile) []error {
	var errs []error
	for _, s := range done {
		temp, err := writeTemp(s.target, s.Old, s.info)
		if err == nil {
			err = os.Rename(temp, s.target)
		}
		if err != nil {
			os.Remove(temp)
			errs = append(errs, fmt.Errorf("%s stays changed: %w", s.Name, err))
		}
	}
	return errs
}

// WriteFile replaces one file, or creates it, at once.
func WriteFile(name string, text []byte) error {
	var info os.FileInfo
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
		if info, err = os.Stat(name); err != nil {
			return err
		}
	}
	temp, err := writeTemp(name, text, info)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, name); err != nil {
		os.Remove(temp)
		return err
	}
	return nil
}

// writeTemp writes a file in the directory of the target, which it will
// replace, with the target's mode and owner. Info is nil if there is no
// target. The name begins with a dot, so the go command does not take the file
// for a source file.
func writeTemp(target string, text []byte, info os.FileInfo) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(target), ".stoplint-*")
	if err != nil {
		return "", err
	}
	mode := os.FileMode(0o644)
	if info != nil {
		mode = info.Mode().Perm()
		keepOwner(f, info)
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(mode)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}
