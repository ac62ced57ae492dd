namespace LinuxNamespaces.Lab;

/// <summary>Buffers for frames in flight, which are used again.</summary>
internal sealed class FramePool
{
    private const int UsualSize = 2048;
    private const int LargestSize = 65_664;

    private readonly Stack<byte[]> _usual = new();
    private readonly Stack<byte[]> _large = new();

    internal byte[] Rent(int length)
    {
        (Stack<byte[]> stack, int size) = length <= UsualSize ? (_usual, UsualSize) : (_large, LargestSize);
        return stack.TryPop(out byte[]? buffer) ? buffer : GC.AllocateUninitializedArray<byte>(size);
    }

    internal void Return(byte[] buffer) => (buffer.Length == UsualSize ? _usual : _large).Push(buffer);
}
