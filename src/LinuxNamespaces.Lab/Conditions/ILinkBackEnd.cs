namespace LinuxNamespaces.Lab;

/// <summary>Applies the conditions of a link.</summary>
internal interface ILinkBackEnd : IDisposable
{
    /// <summary>Changes the conditions. Frames in flight are not lost.</summary>
    /// <param name="forward">The conditions from the first end to the second.</param>
    /// <param name="backward">The conditions from the second end to the first.</param>
    /// <exception cref="ArgumentException">Conditions contradict each other.</exception>
    /// <exception cref="NotSupportedException">The back end or the kernel does not support a condition. Nothing was changed.</exception>
    void Set(LinkConditions forward, LinkConditions backward);

    /// <summary>Reads what was dropped so far in a direction, and what waits now.</summary>
    LinkMeasure Measure(WireDirection direction);
}
