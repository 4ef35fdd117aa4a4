using System.Text;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Functions.Callbacks;

/// <summary>A callback's body is anybody's text: at most a candidate for a task id comes out of it, and never an exception.</summary>
public sealed class CallbackBodyTests
{
    [Theory]
    [InlineData("""{"task_id":"t-1"}""", "t-1")]
    [InlineData("""{"id":"t-1"}""", "t-1")]
    [InlineData("""{"id":"other","task_id":"t-1"}""", "t-1")]
    [InlineData("""{"task_id":7,"id":"t-1"}""", "7")]
    [InlineData("""{"task_id":null,"id":"t-1"}""", "t-1")]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"SUCCESS"}}""", "t-1")]
    [InlineData("""{"code":200,"data":{"id":"t-1"}}""", "t-1")]
    [InlineData("""{"id":"outer","data":{"task_id":"inner"}}""", "inner")]
    [InlineData("""{"task_id":"t-\u00e4"}""", "t-ä")]
    [InlineData("""  {"task_id":"t-1"}  """, "t-1")]
    [InlineData("""{"data":[{"task_id":"t-1"}]}""", null)]
    [InlineData("""{"data":"t-1"}""", null)]
    [InlineData("""{"data":{"data":{"task_id":"t-1"}}}""", "t-1")]
    [InlineData("""{"task_id":""}""", null)]
    [InlineData("""{"task_id":17}""", "17")]
    [InlineData("""{"task_id":{"x":1}}""", null)]
    [InlineData("""{"Task_Id":"t-1"}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""[]""", null)]
    [InlineData("""["t-1"]""", null)]
    [InlineData("\"t-1\"", null)]
    [InlineData("null", null)]
    [InlineData("17", null)]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("task_id=t-1&status=done", "t-1")]
    [InlineData("status=done&taskId=t%2D1", "t-1")]
    [InlineData("status=done", null)]
    [InlineData("""{"taskId":"t-1"}""", "t-1")]
    [InlineData("\uFEFF{\"task_id\":\"t-1\"}", "t-1")]
    [InlineData("""{"task_id":"t-1" """, null)]
    [InlineData("""{"task_id":"t-1"}{}""", "t-1")]
    [InlineData("""{"task_id":"\ud800"}""", null)]
    [InlineData("""{"data":{"id":"\udc00x"}}""", null)]
    [InlineData("<xml/>", null)]
    public void Task_id_is_found_or_not(string body, string? expected) =>
        Assert.Equal(expected, ReceiveCallback.TaskIdOf(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Packed_body_is_read() =>
        Assert.Equal("t-1", ReceiveCallback.TaskIdOf(Packing.Gzip(Encoding.UTF8.GetBytes("""{"task_id":"t-1"}""")), "gzip"));

    [Fact]
    public void Body_that_unpacks_to_too_much_holds_nothing() =>
        Assert.Null(ReceiveCallback.TaskIdOf(Packing.Gzip(Encoding.UTF8.GetBytes($$"""{"task_id":"t-1","padding":"{{new string('x', 1_000_000)}}"}"""))));

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Task_id_has_a_length(int length, bool taken) => Assert.Equal(
        taken, ReceiveCallback.TaskIdOf(Encoding.UTF8.GetBytes($$"""{"task_id":"{{new string('x', length)}}"}""")) is not null);

    [Fact]
    public void Body_that_is_deep_or_no_text_holds_nothing()
    {
        Assert.Null(ReceiveCallback.TaskIdOf(Encoding.UTF8.GetBytes(new string('[', 1000) + new string(']', 1000))));
        Assert.Null(ReceiveCallback.TaskIdOf(new byte[] { 0xFF, 0xFE, 0x00, 0x7B }));
        Assert.Null(ReceiveCallback.TaskIdOf((byte[])[.. "{\"task_id\":\""u8, 0xC3, 0x28, .. "\"}"u8]));
    }

    [Fact]
    public void Random_bodies_do_no_harm()
    {
        var random = new Random(4711);
        var start = Encoding.UTF8.GetBytes("""{"code":"success","data":{"task_id":"t-\u00e4","status":"SUCCESS","list":[1,2,{"a":null}]}}""");
        for (var number = 0; number < 10_000; number++)
        {
            var body = start.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            var length = number % 4 == 0 ? random.Next(1, body.Length) : body.Length;
            var found = ReceiveCallback.TaskIdOf(body.AsMemory(0, length));

            Assert.True(found is null or { Length: > 0 and <= 256 });
        }
    }
}
