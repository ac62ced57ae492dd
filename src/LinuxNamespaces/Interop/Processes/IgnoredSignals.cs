namespace LinuxNamespaces.Interop;

/// <summary>Ignores signals until the object is disposed, which restores the previous actions; sigaction(2).</summary>
internal sealed unsafe class IgnoredSignals : IDisposable
{
    // struct sigaction of the kernel: what is done, flags, code that returns, mask.
    private const int WordsOfAction = 4;
    private const int SizeOfMask = sizeof(ulong);
    private const long SIG_IGN = 1;

    private readonly int[] _signals;
    private readonly long[] _before;
    private int _ignored;

    internal IgnoredSignals(int[] signals)
    {
        _signals = signals;
        _before = new long[signals.Length * WordsOfAction];
        long* ignore = stackalloc long[WordsOfAction];
        new Span<long>(ignore, WordsOfAction).Clear();
        ignore[0] = SIG_IGN;
        try
        {
            fixed (long* before = _before)
            {
                for (; _ignored < signals.Length; _ignored++)
                {
                    SystemCalls.Check(Libc.syscall(SystemCall.rt_sigaction.Number, signals[_ignored], (nint)ignore, (nint)(before + (_ignored * WordsOfAction)), SizeOfMask, 0), "ignore signal", $"{signals[_ignored]}");
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        fixed (long* before = _before)
        {
            while (_ignored > 0)
            {
                _ignored--;
                _ = Libc.syscall(SystemCall.rt_sigaction.Number, _signals[_ignored], (nint)(before + (_ignored * WordsOfAction)), 0, SizeOfMask, 0);
            }
        }
    }
}
