//! Takes the demo's pictures from the studio as they are drawn, and stores them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures_util::future::try_join_all;
use pictures::demo::Drawing;
use platform::kernel::Id;
use platform::{App, Failure, transaction};
use tokio::sync::mpsc;

use super::content::Content;
use super::studio::{self, Subject};
use crate::identity::Account;
use crate::media::{self, Prepared, Source, Upload, UploadPurpose};

/// How many pictures are stored in one transaction.
const BATCH: usize = 20;

/// The pictures on their way.
pub struct Gallery {
    content: Arc<Content>,
    drawn: mpsc::Receiver<(Subject, Drawing)>,
    /// Drawn, and not asked for yet.
    waiting: BTreeMap<Subject, Drawing>,
    hung: HashMap<Subject, Id<Upload>>,
}

impl Gallery {
    /// Opens the studio.
    pub fn open(content: &Arc<Content>, blank: bool) -> Self {
        Self {
            content: Arc::clone(content),
            drawn: studio::open(content, blank),
            waiting: BTreeMap::new(),
            hung: HashMap::new(),
        }
    }

    /// The upload of a picture that was hung.
    ///
    /// # Errors
    /// It was not.
    pub fn upload(&self, subject: Subject) -> Result<Id<Upload>, Failure> {
        self.hung.get(&subject).copied().ok_or(Failure::broken("a demo picture was not hung"))
    }

    /// Waits until these pictures are drawn, and stores them for their owners, ready to be used.
    /// Asked for in the order in which the studio draws: what was passed over is let go.
    ///
    /// # Errors
    /// A picture could not be made; the file store's or the database's own.
    pub async fn hang(
        &mut self,
        app: &App,
        wanted: &[(Subject, Id<Account>)],
    ) -> Result<(), Failure> {
        for batch in wanted.chunks(BATCH) {
            let mut looks = Vec::with_capacity(batch.len());
            for (subject, owner) in batch {
                let drawing = self.take(*subject).await?;
                looks.push(prepare(app, (*subject, *owner), self.alt(*subject), drawing));
            }
            let prepared = try_join_all(looks).await?;
            let kept: Result<Vec<Id<Upload>>, Failure> = transaction!(app, |tx| {
                let mut kept = Vec::with_capacity(prepared.len());
                for each in &prepared {
                    kept.push(media::keep(tx, each).await?);
                }
                Ok(kept)
            });
            self.hung.extend(batch.iter().map(|(subject, _)| *subject).zip(kept?));
        }
        Ok(())
    }

    async fn take(&mut self, subject: Subject) -> Result<Drawing, Failure> {
        self.waiting.retain(|waiting, _| *waiting >= subject);
        loop {
            if let Some(drawing) = self.waiting.remove(&subject) {
                return Ok(drawing);
            }
            let drawn = self.drawn.recv().await;
            let (drawn, drawing) = drawn.ok_or(Failure::broken("the studio closed early"))?;
            if drawn >= subject {
                self.waiting.insert(drawn, drawing);
            }
        }
    }

    /// What a person who cannot see the picture is told.
    fn alt(&self, subject: Subject) -> String {
        let content = &self.content;
        match subject {
            Subject::Avatar(at) => content.accounts.get(at).map(|person| person.name.clone()),
            Subject::Logo(at) => content.operators.get(at).map(|shop| shop.name.clone()),
            Subject::Still(at) => content.products.get(at).map(|ware| ware.title.clone()),
            Subject::Scene(post, nth) => {
                let shown = studio::shown(content, post, nth);
                let titles: Vec<&str> = shown.iter().map(|(_, ware)| ware.title.as_str()).collect();
                Some(titles.join(" · "))
            }
        }
        .unwrap_or_default()
    }
}

async fn prepare(
    app: &App,
    (subject, owner): (Subject, Id<Account>),
    alt: String,
    drawing: Drawing,
) -> Result<Prepared, Failure> {
    let source = Source::Drawing(drawing);
    let looked = media::prepare(app, owner, purpose(subject), &alt, source).await?;
    looked.map_err(|_| Failure::broken("a demo picture was rejected"))
}

fn purpose(subject: Subject) -> UploadPurpose {
    match subject {
        Subject::Avatar(_) | Subject::Logo(_) => UploadPurpose::Avatar,
        Subject::Still(_) => UploadPurpose::ProductImage,
        Subject::Scene(..) => UploadPurpose::PostImage,
    }
}
