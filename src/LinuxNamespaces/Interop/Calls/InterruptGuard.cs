namespace LinuxNamespaces.Interop;

/// <summary>
/// Completes an action although <see cref="Thread.Interrupt"/> interrupts the thread, such as waiting for another thread that uses memory of the caller.
/// The interrupt is restored afterwards, for the next wait of the thread.
/// </summary>
internal static class InterruptGuard
{
    /// <summary>Runs an action, and repeats it after an interrupt.</summary>
    /// <param name="subject">The argument of the action.</param>
    /// <param name="act">The action. It is called again if it was interrupted.</param>
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
