using System.Runtime.CompilerServices;

namespace LinuxNamespaces.Interop;

/// <summary>Pinned memory for the path and the results of a <see cref="SetnsCall"/>. It belongs to the thread that makes the calls.</summary>
internal sealed unsafe class SetnsCallMemory
{
    /// <summary>The maximum number of results.</summary>
    internal const int MaxResults = 64;

    // PATH_MAX, including the terminating zero.
    private const int MaxPath = 4096;

    private readonly byte[] _path = GC.AllocateArray<byte>(MaxPath, pinned: true);
    private readonly int[] _results = GC.AllocateArray<int>(MaxResults, pinned: true);

    /// <summary>Determines whether a path is short enough for the kernel.</summary>
    internal static bool Fits(ReadOnlySpan<byte> path) => path.Length < MaxPath;

    /// <summary>Makes a call use this memory.</summary>
    /// <param name="call">The call.</param>
    /// <param name="path">The path of <see cref="SetnsFunction.Open"/>, without a terminating zero.</param>
    /// <param name="count">The number of results; 0 to make the call once.</param>
    internal void Attach(ref SetnsCall call, ReadOnlySpan<byte> path, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxResults);
        if (call.Function == SetnsFunction.Open)
        {
            path.CopyTo(_path);
            _path[path.Length] = 0;
            call.Argument0 = (nint)Unsafe.AsPointer(ref _path[0]);
        }

        call.Count = count;
        call.Results = count == 0 ? null : (int*)Unsafe.AsPointer(ref _results[0]);
    }

    /// <summary>Copies the results of a call that has been made.</summary>
    internal void CopyResults(in SetnsCall call, Span<int> results) => _results.AsSpan(0, call.ResultCount).CopyTo(results);
}
