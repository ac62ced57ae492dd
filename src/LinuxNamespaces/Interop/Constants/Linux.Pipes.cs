namespace LinuxNamespaces.Interop;

/// <summary>Constants of asm/ioctls.h.</summary>
internal static partial class Linux
{
    internal const uint FIONREAD = 0x541b;
}
