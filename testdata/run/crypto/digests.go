// run

// crypto/*: digests of inputs of many lengths, HMAC, block ciphers and their modes, constant-time comparison.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"encoding"
	"fmt"
	"hash"
	"io"
)

func main() {
	data := make([]byte, 3000)
	for i := range data {
		data[i] = byte(i * 7 >> 2)
	}
	for _, make := range []func() hash.Hash{md5.New, sha1.New, sha256.New, sha256.New224, sha512.New, sha512.New384, sha512.New512_256, func() hash.Hash { return sha3.New256() }, func() hash.Hash { return sha3.New512() }} {
		all := make()
		for n := 0; n < 300; n++ {
			h := make()
			h.Write(data[:n])
			all.Write(h.Sum(nil))
		}
		fmt.Printf("%d %d %x\n", all.Size(), all.BlockSize(), all.Sum(nil))
		h := make()
		h.Write(data[:1234])
		state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
		other := make()
		fmt.Println(len(state), err, other.(encoding.BinaryUnmarshaler).UnmarshalBinary(state))
		io.WriteString(h, "rest")
		io.WriteString(other, "rest")
		fmt.Println(bytes.Equal(h.Sum(nil), other.Sum(nil)))
		mac := hmac.New(make, []byte("key"))
		mac.Write(data)
		fmt.Printf("%x\n", mac.Sum(nil))
	}
	fmt.Printf("%x %x\n", sha256.Sum256(nil), md5.Sum([]byte("abc")))
	for _, size := range []int{16, 24, 32} {
		block, err := aes.NewCipher(data[:size])
		fmt.Println(block.BlockSize(), err)
		out := make([]byte, 160)
		block.Encrypt(out, data)
		fmt.Printf("%x\n", out[:16])
		block.Decrypt(out, out)
		fmt.Println(bytes.Equal(out[:16], data[:16]))
		cipher.NewCBCEncrypter(block, data[50:66]).CryptBlocks(out, data[:160])
		fmt.Printf("%x\n", out)
		cipher.NewCTR(block, data[50:66]).XORKeyStream(out, data[:155])
		fmt.Printf("%x\n", out)
		gcm, err := cipher.NewGCM(block)
		sealed := gcm.Seal(nil, data[:12], data[100:237], []byte("header"))
		fmt.Printf("%x %v %d %d\n", sealed, err, gcm.NonceSize(), gcm.Overhead())
		opened, err := gcm.Open(nil, data[:12], sealed, []byte("header"))
		fmt.Println(bytes.Equal(opened, data[100:237]), err)
		sealed[3] ^= 1
		_, err = gcm.Open(nil, data[:12], sealed, []byte("header"))
		fmt.Println(err)
	}
	_, err := aes.NewCipher(data[:5])
	fmt.Println(err, subtle.ConstantTimeCompare(data[:9], data[:9]), subtle.ConstantTimeSelect(1, 5, 6), subtle.XORBytes(data[:20], data[20:40], data[40:61]))
	fmt.Printf("%x\n", data[:20])
}
