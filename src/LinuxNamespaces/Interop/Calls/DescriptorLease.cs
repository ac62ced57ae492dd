using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>Keeps a descriptor open while its number is used where a handle cannot be passed, as in a message or a structure.</summary>
internal readonly ref struct DescriptorLease : IDisposable
{
    private readonly SafeHandle _handle;

    internal DescriptorLease(SafeHandle handle)
    {
        bool added = false;
        handle.DangerousAddRef(ref added);
        _handle = handle;
        Descriptor = (int)handle.DangerousGetHandle();
    }

    internal int Descriptor { get; }

    public void Dispose() => _handle.DangerousRelease();
}
