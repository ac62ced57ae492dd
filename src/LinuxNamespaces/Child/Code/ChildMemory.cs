using System.Runtime.InteropServices;

namespace LinuxNamespaces.Child;

/// <summary>Unmanaged memory for a child that runs concurrently.</summary>
internal sealed unsafe class ChildMemory(int size) : IDisposable
{
    private void* _address = NativeMemory.AlignedAlloc((nuint)size, ChildStep.Size);

    internal nint Address => (nint)_address;

    internal Span<byte> Span => new(_address, size);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_address);
        _address = null;
    }
}
