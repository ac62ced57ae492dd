using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

internal static class SocketFactory
{
    /// <summary>Creates a <see cref="Socket"/> that owns a descriptor.</summary>
    internal static Socket FromHandle(SafeHandle descriptor)
    {
        SafeSocketHandle handle = ToSocketHandle(descriptor);
        try
        {
            return new Socket(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Creates a handle that owns a descriptor.</summary>
    internal static SafeSocketHandle ToSocketHandle(SafeHandle descriptor)
    {
        SafeSocketHandle handle = new(descriptor.DangerousGetHandle(), ownsHandle: true);
        descriptor.SetHandleAsInvalid();
        return handle;
    }
}
