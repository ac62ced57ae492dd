using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace LinuxNamespaces.Interop;

/// <summary>Passes strings to the C library by <see cref="LinuxText"/>.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(ManagedToUnmanagedIn))]
internal static unsafe class LinuxTextMarshaller
{
    internal ref struct ManagedToUnmanagedIn
    {
        private byte* _memory;
        private bool _isAllocated;

        public static int BufferSize => 256;

        public void FromManaged(string? text, Span<byte> buffer)
        {
            if (text is null)
            {
                return;
            }

            int length = LinuxText.CountBytes(text);
            if (length >= buffer.Length)
            {
                buffer = new Span<byte>(NativeMemory.Alloc((nuint)length + 1), length + 1);
                _isAllocated = true;
            }

            _memory = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer));
            LinuxText.Encode(text, buffer);
            buffer[length] = 0;
        }

        public readonly byte* ToUnmanaged() => _memory;

        public readonly void Free()
        {
            if (_isAllocated)
            {
                NativeMemory.Free(_memory);
            }
        }
    }
}
