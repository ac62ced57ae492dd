using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>A descriptor whose number goes where no handle can: into a message or a structure. It stays open meanwhile.</summary>
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
