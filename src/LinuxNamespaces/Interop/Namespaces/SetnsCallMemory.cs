using System.Runtime.CompilerServices;

namespace LinuxNamespaces.Interop;

/// <summary>Pinned memory for the path and the descriptors of a <see cref="SetnsCall"/>. It belongs to the thread that makes the calls.</summary>
internal sealed unsafe class SetnsCallMemory
{
    /// <summary>The maximum number of descriptors.</summary>
    internal const int MaxResults = 64;

    // PATH_MAX, including the terminating zero.
    private const int MaxPath = 4096;

    private readonly byte[] _path = GC.AllocateArray<byte>(MaxPath, pinned: true);
    private readonly int[] _results = GC.AllocateArray<int>(MaxResults, pinned: true);

    /// <summary>Determines whether a path is short enough for the kernel.</summary>
    internal static bool Fits(ReadOnlySpan<byte> path) => path.Length < MaxPath;

    /// <summary>Makes calls use this memory.</summary>
    /// <param name="call">The calls.</param>
    /// <param name="path">The path of the file to open, without a terminating zero; empty for none.</param>
    internal void Attach(ref SetnsCall call, ReadOnlySpan<byte> path)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(call.Sockets, path.IsEmpty ? MaxResults : MaxResults - 1);
        if (!path.IsEmpty)
        {
            path.CopyTo(_path);
            _path[path.Length] = 0;
            call.Path = (nint)Unsafe.AsPointer(ref _path[0]);
        }

        call.Results = (int*)Unsafe.AsPointer(ref _results[0]);
    }

    /// <summary>Copies the descriptors of calls that have been made.</summary>
    internal void CopyResults(in SetnsCall call, Span<int> results) => _results.AsSpan(0, call.ResultCount).CopyTo(results);
}
