namespace VideoPipeline.Batches;

/// <summary>
/// How items are divided into the blocks that lanes take. Pure. Large ones first, because a claim costs three storage operations; single
/// items towards the end, so that no lane has work left when the others have none.
/// </summary>
public static class BatchBlocks
{
    private const int Largest = 8;

    // A lane's share of what is left, halved: the others are not equally fast.
    private const int Share = 2;

    public static IReadOnlyList<Range> Divide(int items, int lanes)
    {
        var blocks = new List<Range>();
        for (var first = 0; first < items; first = blocks[^1].End.Value)
        {
            blocks.Add(first..(first + Math.Clamp((items - first) / (Share * lanes), 1, Largest)));
        }

        return blocks;
    }
}
