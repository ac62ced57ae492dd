using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

internal static class SocketFactory
{
    /// <summary>Makes a <see cref="Socket"/> of a descriptor, which then belongs to it.</summary>
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

    /// <summary>Makes a handle of a descriptor, which then belongs to it.</summary>
    internal static SafeSocketHandle ToSocketHandle(SafeHandle descriptor)
    {
        SafeSocketHandle handle = new(descriptor.DangerousGetHandle(), ownsHandle: true);
        descriptor.SetHandleAsInvalid();
        return handle;
    }
}
