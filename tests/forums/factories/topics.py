import factory
from factory.django import DjangoModelFactory

from forums.models import Post, Tag, Topic
from tests.factories import NOW, MemberFactory
from tests.forums.factories.seats import ForumFactory


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    kind = "defect"
    slug = factory.Sequence(lambda number: f"weld-line-{number}")
    name_ko = factory.Sequence(lambda number: f"웰드라인 {number}")
    name_en = factory.Sequence(lambda number: f"Weld line {number}")


class PostFactory(DjangoModelFactory):
    """A reply; with its topic counted."""

    class Meta:
        model = Post
        skip_postgeneration_save = True

    topic = factory.SubFactory("tests.forums.factories.topics.TopicFactory")
    forum = factory.SelfAttribute("topic.forum")
    number = factory.LazyAttribute(lambda post: Topic.objects.values_list("last_number", flat=True).get(pk=post.topic.pk) + 1)
    author = factory.SubFactory(MemberFactory)
    title = factory.SelfAttribute("topic.title")
    text = "We raised the mould temperature by 15 °C, and it went."
    language = "en"
    created_at = NOW

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        topic = self.topic
        topic.last_number = self.number
        topic.replies += self.number > 1
        Topic.objects.filter(pk=topic.pk).update(last_number=topic.last_number, replies=topic.replies)


class TopicFactory(DjangoModelFactory):
    """An open question with its first post."""

    class Meta:
        model = Topic
        skip_postgeneration_save = True

    forum = factory.SubFactory(ForumFactory)
    kind = "question"
    title = "Weld lines beside the boss"
    language = "en"
    author = factory.SubFactory(MemberFactory)
    created_at = NOW
    last_at = NOW

    @factory.post_generation
    def first(self, create, extracted, **kwargs):
        PostFactory(topic=self, author=self.author, text=extracted or "How do you get rid of them?", created_at=self.created_at)
