using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>The controlling end of a pseudo terminal. The kernel tells its end by EIO, which this stream returns as the end of the stream.</summary>
/// <remarks>In a derived class the other methods for reading come down to these.</remarks>
internal sealed class TerminalStream(SafeFileHandle master) : FileStream(master, FileAccess.ReadWrite, bufferSize: 0)
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return base.Read(buffer, offset, count);
        }
        catch (IOException e) when (IsEnd(e))
        {
            return 0;
        }
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        try
        {
            // In a derived class the overload for memory calls this one.
#pragma warning disable CA1835
            return await base.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
#pragma warning restore CA1835
        }
        catch (IOException e) when (IsEnd(e))
        {
            return 0;
        }
    }

    public override int ReadByte()
    {
        byte[] value = new byte[1];
        return Read(value, 0, 1) == 0 ? -1 : value[0];
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
        for (int count = Read(buffer, 0, buffer.Length); count > 0; count = Read(buffer, 0, buffer.Length))
        {
            destination.Write(buffer, 0, count);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        return CopyAsync(destination, bufferSize, cancellationToken);
    }

    private static bool IsEnd(IOException exception) => exception.HResult == Errno.EIO.Value;

    private async Task CopyAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[bufferSize];
        int count;
        while ((count = await ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
        {
            await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }
}
