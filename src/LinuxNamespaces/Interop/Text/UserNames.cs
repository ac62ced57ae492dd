using System.Text;

namespace LinuxNamespaces.Interop;

/// <summary>The user database of the system; getpwuid_r(3).</summary>
internal static unsafe class UserNames
{
    /// <summary>Gets the name of a user; null if there is none.</summary>
    internal static string? Find(uint user)
    {
        byte[] buffer = new byte[16 * 1024];
        passwd entry;
        passwd* found;
        fixed (byte* start = buffer)
        {
            return Libc.getpwuid_r(user, &entry, start, (nuint)buffer.Length, &found) == 0 && found != null
                ? Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry.pw_name))
                : null;
        }
    }
}
