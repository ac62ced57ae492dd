using LinuxNamespaces.Execution;

namespace LinuxNamespaces;

/// <content>Running the caller's code in namespaces.</content>
public partial class Namespace
{
    /// <summary>Runs a delegate in the namespace, which is a network, UTS, IPC, cgroup or mount namespace.</summary>
    /// <param name="action">The delegate. It must do all its work on the thread that calls it.</param>
    /// <remarks>
    /// <para>
    /// The delegate runs on a new thread, which enters the namespace with setns(2) and ends afterwards. The caller waits for it. The delegate sees the
    /// <c>AsyncLocal</c> values of the caller, and this method rethrows its exceptions. A nested call keeps the namespaces of the outer call.
    /// </para>
    /// <para>
    /// A new thread inherits the namespaces of the thread that starts it. The delegate must not start threads or use an API that starts them:
    /// tasks, timers, asynchronous methods, <c>Parallel</c> and PLINQ, <c>HttpClient</c>, redirected streams of <c>Process</c>. Existing threads of the
    /// pool would run such work outside the namespace. New threads of the pool would stay in the namespace and later run unrelated code
    /// there, which cannot be undone. This method detects such threads after the delegate has returned and throws an
    /// <see cref="InvalidOperationException"/>. Sockets and processes that the delegate creates stay in the namespace and can be used outside.
    /// <see cref="NetNamespace"/> and <see cref="Processes.NamespaceProcess"/> create them without a delegate.
    /// </para>
    /// <para>
    /// The runtime also starts threads, for garbage collection and compilation. They run no code of the program and end after a while.
    /// The namespace lives until they end.
    /// </para>
    /// <para>
    /// In a mount namespace, all paths refer to that namespace, and the working directory is its root directory. This also applies to
    /// assemblies that the runtime loads when the delegate first uses them.
    /// </para>
    /// <para>
    /// Interrupting the caller's thread with <see cref="Thread.Interrupt"/> interrupts the delegate.
    /// </para>
    /// </remarks>
    /// <exception cref="NotSupportedException">
    /// The namespace is a user, PID or time namespace, which a thread cannot enter. Start a process in it with <see cref="Processes.NamespaceProcess"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The delegate left threads in the namespace, awaited something, or is <c>async void</c>. Its exception, if any, is the inner exception.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN).</exception>
    public void Invoke(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Invoke(() => Call(action));
    }

    /// <inheritdoc cref="Invoke(Action)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="function">The delegate. It must do all its work on the thread that calls it.</param>
    /// <returns>The result of the delegate.</returns>
    public T Invoke<T>(Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireSynchronous(typeof(T));
        ThreadNamespaces.Require(Type);
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        return DelegateThread.Run(ToString(), () => ThreadNamespaces.Enter(Handle), function);
    }

    /// <summary>Runs a delegate in new network, UTS, IPC, cgroup or mount namespaces.</summary>
    /// <param name="types">The kinds of namespaces to create. The delegate keeps the caller's namespaces of the other kinds.</param>
    /// <param name="action">The delegate. It must do all its work on the thread that calls it.</param>
    /// <remarks>
    /// <para>
    /// The delegate runs on a new thread, which creates the namespaces with unshare(2) and ends afterwards. The namespaces then cease to exist, unless
    /// the delegate opens them with <see cref="OpenCurrent(NamespaceTypes)"/> and returns them. Mounts do not propagate between a new mount
    /// namespace and the caller's.
    /// </para>
    /// <para>The remarks on <see cref="Invoke(Action)"/> apply.</para>
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="types"/> is empty or contains unknown flags.</exception>
    /// <exception cref="NotSupportedException">
    /// <paramref name="types"/> contains a user, PID or time namespace, which a thread cannot have. Start a process with <see cref="Processes.NamespaceProcess"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The delegate left threads in the namespaces, awaited something, or is <c>async void</c>. Its exception, if any, is the inner exception.
    /// </exception>
    /// <exception cref="LinuxException">
    /// The namespaces cannot be created: CAP_SYS_ADMIN is missing (EPERM), or a limit of namespaces is reached (ENOSPC).
    /// </exception>
    public static void InvokeInNew(NamespaceTypes types, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        InvokeInNew(types, () => Call(action));
    }

    /// <inheritdoc cref="InvokeInNew(NamespaceTypes, Action)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="types">The kinds of namespaces to create. The delegate keeps the caller's namespaces of the other kinds.</param>
    /// <param name="function">The delegate. It must do all its work on the thread that calls it.</param>
    /// <returns>The result of the delegate.</returns>
    public static T InvokeInNew<T>(NamespaceTypes types, Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireSynchronous(typeof(T));
        ThreadNamespaces.Require(types);
        return DelegateThread.Run($"new namespaces ({types})", () => ThreadNamespaces.Unshare(types), function);
    }

    private static bool Call(Action action)
    {
        action();
        return true;
    }

    // The compiler rejects it only where it knows the type of the result.
    private static void RequireSynchronous(Type result)
    {
        if (result.IsAssignableTo(typeof(Task)) || result == typeof(ValueTask) || (result.IsGenericType && result.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new NotSupportedException(NoAsync);
        }
    }
}
