namespace LinuxNamespaces.Interop;

/// <summary>
/// What has to be done whole, such as to wait for another thread that works with what is the caller's. Who interrupts him meanwhile is heard
/// afterwards, at the next thing that he waits for.
/// </summary>
internal static class InterruptGuard
{
    /// <summary>Does it.</summary>
    /// <param name="subject">What with.</param>
    /// <param name="act">What is done; it is called again when it was interrupted.</param>
    internal static void Run<T>(T subject, Action<T> act)
    {
        bool interrupted = false;
        while (true)
        {
            try
            {
                act(subject);
                break;
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
