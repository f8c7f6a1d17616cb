// run

// syscall: raw file operations, errno values and texts, Errno.Is, environment, time and memory mapping.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"unsafe"
)

func main() {
	dir, _ := os.MkdirTemp("", "sys")
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "f")
	fd, err := syscall.Open(name, syscall.O_RDWR|syscall.O_CREAT, 0o644)
	fmt.Println(fd > 2, err)
	n, err := syscall.Write(fd, []byte("raw bytes"))
	fmt.Println(n, err)
	off, err := syscall.Seek(fd, 4, 0)
	buf := make([]byte, 16)
	n, err2 := syscall.Read(fd, buf)
	fmt.Println(off, err, string(buf[:n]), err2)
	n, err = syscall.Pread(fd, buf, 0)
	fmt.Println(n, err)
	var st syscall.Stat_t
	fmt.Println(syscall.Fstat(fd, &st), st.Size, st.Mode&syscall.S_IFMT == syscall.S_IFREG, st.Nlink)
	fmt.Println(syscall.Ftruncate(fd, 4096))
	m, err := syscall.Mmap(fd, 0, 4096, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	fmt.Println(len(m), err, string(m[:9]))
	copy(m, "mapped")
	fmt.Println(syscall.Munmap(m))
	n, _ = syscall.Pread(fd, buf[:9], 0)
	fmt.Println(string(buf[:n]), syscall.Close(fd), syscall.Close(fd))
	_, err = syscall.Open(filepath.Join(dir, "none"), syscall.O_RDONLY, 0)
	fmt.Println(err, err == syscall.ENOENT, errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission))

	for _, e := range []syscall.Errno{0, syscall.EPERM, syscall.EAGAIN, syscall.EINTR, syscall.ENOSYS, syscall.ETIMEDOUT, 133, 9999} {
		fmt.Print(uintptr(e), " ", e.Error(), " ", e.Temporary(), e.Timeout(), "; ")
	}
	fmt.Println()
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL, syscall.SIGSEGV, 99} {
		fmt.Print(s, " ")
	}
	fmt.Println()
	r1, _, e := syscall.Syscall(syscall.SYS_GETPID, 0, 0, 0)
	fmt.Println(int(r1) == os.Getpid(), e, e == 0)
	_, _, e = syscall.RawSyscall(syscall.SYS_CLOSE, ^uintptr(0), 0, 0)
	fmt.Println(e)
	p := []byte("/proc/self\x00")
	r1, _, e = syscall.Syscall(syscall.SYS_ACCESS, uintptr(unsafe.Pointer(&p[0])), 0, 0)
	fmt.Println(r1, e)
	var tv syscall.Timeval
	fmt.Println(syscall.Gettimeofday(&tv), tv.Sec > 1e9, syscall.Getpagesize())
	syscall.Setenv("RGO_SYS", "1")
	v, ok := syscall.Getenv("RGO_SYS")
	fmt.Println(v, ok, syscall.Unsetenv("RGO_SYS"))
	var fds [2]int
	fmt.Println(syscall.Pipe(fds[:]))
	syscall.Write(fds[1], []byte("pipe"))
	n, err = syscall.Read(fds[0], buf)
	fmt.Println(string(buf[:n]), err)
	b, err := syscall.BytePtrFromString("a\x00b")
	fmt.Println(b == nil, err, syscall.Getpid() > 0, syscall.Getuid() >= 0)
	wd, err := syscall.Getwd()
	fmt.Println(wd != "", err)
	var ru syscall.Rusage
	fmt.Println(syscall.Getrusage(syscall.RUSAGE_SELF, &ru), ru.Maxrss > 0)
}
